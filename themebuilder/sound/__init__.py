"""Voice prompts: recordings in, prompts that are ready to ship out; scripts and drafts."""
