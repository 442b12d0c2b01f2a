<?php
// A site as its owner may set it: addresses in words, comments of strangers shown at once, and not one a quarter of a minute.
add_filter('pre_option_permalink_structure', fn () => '/%postname%/');
add_filter('pre_option_comment_previously_approved', '__return_zero');
add_filter('wp_is_comment_flood', '__return_false', 20);
