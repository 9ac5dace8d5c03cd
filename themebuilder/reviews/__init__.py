"""What people said of a theme's screens, and whether the screens are still those that they saw.

`contents` says what a screen shows, `review_files` reads and writes what was said, and `status` compares
both with the packages of today.
"""
