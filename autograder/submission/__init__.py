"""What is known of one submission: the file, its result, and every remark about it."""
