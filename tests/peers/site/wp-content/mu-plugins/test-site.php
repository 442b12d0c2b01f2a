<?php
// A site as its owner may set it: addresses in words, comments of strangers shown at once, and not one a quarter of a minute.
add_filter('pre_option_permalink_structure', fn () => '/%postname%/');
add_filter('pre_option_comment_previously_approved', '__return_zero');
add_filter('wp_is_comment_flood', '__return_false', 20);

// A moderator without a login: who calls himself Held waits, and ?moderate=approve|edit|trash&id=N decides.
add_filter('pre_comment_approved', fn ($approved, $said) => $said['comment_author'] === 'Held' ? 0 : $approved, 20, 2);
add_action('init', function () {
    $id = (int) ($_GET['id'] ?? 0);
    match ($_GET['moderate'] ?? '') {
        'approve' => wp_set_comment_status($id, 'approve'),
        'edit' => wp_update_comment(['comment_ID' => $id, 'comment_content' => wp_slash($_GET['words'])]),
        'trash' => wp_trash_comment($id),
        'newest' => die((string) get_comments(['number' => 1, 'status' => 'all', 'orderby' => 'comment_ID'])[0]->comment_ID),
        default => null,
    };
});
