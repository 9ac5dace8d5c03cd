"""What a conferencing node does with a local policy script, as far as Pexip documents it."""
