"""Words in every place: where a message is met, what a speaker records, what translators work on."""
