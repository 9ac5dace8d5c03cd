"""What every other package uses: problems and rules, trees of values, files, cache, colours."""
