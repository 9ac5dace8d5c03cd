"""Changes of definitions: `yaml_editor` changes values inside a file and leaves all other bytes."""
