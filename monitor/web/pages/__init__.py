"""The pages: one file a page, one function an address."""
