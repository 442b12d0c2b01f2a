#!/bin/sh
# Verifies this pack with sha256sum, openssl and a shell. Run it in the folder where the pack was unpacked.
# Whoever does not trust this file can type its commands: there are four kinds of them.
# Vérifie ce dossier avec sha256sum, openssl et un shell, dans le répertoire où il a été décompressé.
fail() { echo "FAILED / ÉCHEC: $1" >&2; failed=1; }
failed=0

# 1. Each file is the one that was listed, and none was added.
sha256sum --check --quiet --strict MANIFEST.sha256 || fail "MANIFEST.sha256: see above / voir ci-dessus"
listed=$(wc -l < MANIFEST.sha256)
there=$(find . -type f ! -name MANIFEST.sha256 ! -name MANIFEST.sig | wc -l)
[ "$listed" -eq "$there" ] || fail "files were added or lost / des fichiers ont été ajoutés ou perdus"

# 2. The list was signed by the owner of signer.pem. Compare its sha256sum with the one that its owner tells you.
openssl dgst -sha256 -verify signer.pem -signature MANIFEST.sig MANIFEST.sha256 >/dev/null ||
  fail "MANIFEST.sig: not signed by signer.pem / signature invalide"

# 3. Each line of the chain contains the SHA-256 of the line before, and that of the record it is about.
expected=
while IFS= read -r line; do
  set -- $line
  [ -z "$expected" ] || [ "$5" = "$expected" ] || fail "chain.txt: line $1 does not follow / la ligne $1 ne suit pas"
  expected=$(printf '%s\n' "$line" | sha256sum | cut -d ' ' -f 1)
  if [ -f "exhibits/$1.json" ]; then
    [ "$(sha256sum < "exhibits/$1.json" | cut -d ' ' -f 1)" = "$4" ] || fail "exhibits/$1.json: not line $1 of the chain"
    for kind in warc txt png; do
      [ -f "exhibits/$1.$kind" ] || continue
      grep -q "$(sha256sum < "exhibits/$1.$kind" | cut -d ' ' -f 1)" "exhibits/$1.json" ||
        fail "exhibits/$1.$kind: not the one of exhibits/$1.json"
    done
  fi
done < chain.txt

# 4. Each timestamp is that of its line of the chain, by an authority whose root is here. Check that root elsewhere.
for answer in timestamps/*.tsr; do
  [ -f "$answer" ] || continue
  name=${answer%.tsr}
  number=$(basename "$name" | cut -d . -f 1)
  grep -qxF "$(cat "$name.link")" chain.txt || fail "$name.link: not a line of the chain / pas une ligne de la chaîne"
  case "$(cat "$name.link")" in "$number "*) ;; *) fail "$name.link: another line / une autre ligne" ;; esac
  root=timestamps/$(basename "$name" | cut -d . -f 2-).pem
  if [ -f "$root" ]; then
    openssl ts -verify -data "$name.link" -in "$answer" -CAfile "$root" >/dev/null 2>&1 ||
      fail "$answer: not by the authority of $root / pas de cette autorité"
  else
    openssl ts -reply -in "$answer" -text 2>/dev/null | grep '^Time stamp:'
    echo "  ($answer: no root certificate here / pas de certificat racine ici)"
  fi
done

[ "$failed" -eq 0 ] && echo "OK: the pack is whole / le dossier est intact"
exit "$failed"
