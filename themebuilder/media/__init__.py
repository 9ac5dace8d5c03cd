"""Pictures and recordings, prepared for the packages."""
