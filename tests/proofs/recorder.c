/* Writes down every change that a process makes to the files of one folder, in its order, and lets it happen.
 *
 * Preloaded before the program: RECORDED names the folder, RECORDING the file that is written. A record is
 *   kind (w write, t truncate, s sync, d delete, n sync of the folder), length of the name, name, offset, length, bytes
 * with the numbers as little-endian 64 bits.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
static char *names[MOST];
static const char *folder;
static int out = -1;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...)                                                                                          \
  static type (*real_##name)(__VA_ARGS__);                                                                             \
  if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  folder = getenv("RECORDED");
  const char *recording = getenv("RECORDING");
  if (folder && recording) out = open(recording, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void tell(char kind, const char *name, uint64_t offset, const void *data, uint64_t length) {
  uint64_t named = strlen(name);
  struct iovec parts[] = {{&kind, 1}, {&named, 8}, {(void *)name, named}, {&offset, 8}, {&length, 8}, {(void *)data, data ? length : 0}};
  if (writev(out, parts, 6) < 0) abort();
}

/* The name within the folder; 0 for what lies elsewhere, and for the index that is shared memory and not believed. */
static const char *inside(const char *path) {
  size_t size = folder ? strlen(folder) : 0;
  if (out < 0 || !path || strncmp(path, folder, size) || (path[size] != '/' && path[size])) return 0;
  const char *name = path[size] ? path + size + 1 : ".";
  size_t length = strlen(name);
  return length > 4 && !strcmp(name + length - 4, "-shm") ? 0 : name;
}

static void opened(int fd, const char *path) {
  if (fd < 0 || fd >= MOST) return;
  const char *name = inside(path);
  free(names[fd]);
  names[fd] = name ? strdup(name) : 0;
}

static const char *named(int fd) { return fd >= 0 && fd < MOST ? names[fd] : 0; }

#define OPEN(function)                                                                                                 \
  int function(const char *path, int flags, ...) {                                                                     \
    REAL(int, function, const char *, int, ...);                                                                       \
    va_list more;                                                                                                      \
    va_start(more, flags);                                                                                             \
    int fd = real_##function(path, flags, va_arg(more, int));                                                          \
    va_end(more);                                                                                                      \
    opened(fd, path);                                                                                                  \
    return fd;                                                                                                         \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, close, int);
  if (fd >= 0 && fd < MOST) { free(names[fd]); names[fd] = 0; }
  return real_close(fd);
}

#define WRITE(function)                                                                                                \
  ssize_t function(int fd, const void *data, size_t length, off64_t offset) {                                          \
    REAL(ssize_t, function, int, const void *, size_t, off64_t);                                                       \
    pthread_mutex_lock(&one);                                                                                          \
    ssize_t done = real_##function(fd, data, length, offset);                                                          \
    if (done > 0 && named(fd)) tell('w', named(fd), offset, data, done);                                               \
    pthread_mutex_unlock(&one);                                                                                        \
    return done;                                                                                                       \
  }
WRITE(pwrite)
WRITE(pwrite64)

ssize_t write(int fd, const void *data, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  if (!named(fd)) return real_write(fd, data, length);
  pthread_mutex_lock(&one);
  off64_t offset = lseek64(fd, 0, SEEK_CUR);
  ssize_t done = real_write(fd, data, length);
  if (done > 0) tell('w', named(fd), offset, data, done);
  pthread_mutex_unlock(&one);
  return done;
}

#define TRUNCATE(function)                                                                                             \
  int function(int fd, off64_t length) {                                                                               \
    REAL(int, function, int, off64_t);                                                                                 \
    pthread_mutex_lock(&one);                                                                                          \
    int done = real_##function(fd, length);                                                                            \
    if (!done && named(fd)) tell('t', named(fd), length, 0, 0);                                                        \
    pthread_mutex_unlock(&one);                                                                                        \
    return done;                                                                                                       \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(function)                                                                                                 \
  int function(int fd) {                                                                                               \
    REAL(int, function, int);                                                                                          \
    pthread_mutex_lock(&one);                                                                                          \
    int done = real_##function(fd);                                                                                    \
    const char *name = named(fd);                                                                                      \
    if (!done && name) tell(strcmp(name, ".") ? 's' : 'n', name, 0, 0, 0);                                             \
    pthread_mutex_unlock(&one);                                                                                        \
    return done;                                                                                                       \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  REAL(int, unlink, const char *);
  pthread_mutex_lock(&one);
  int done = real_unlink(path);
  if (!done && inside(path)) tell('d', inside(path), 0, 0, 0);
  pthread_mutex_unlock(&one);
  return done;
}

/* What replaces a file is written as its bytes: the power proof needs names only of what SQLite itself makes. */
