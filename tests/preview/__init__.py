"""The preview's tests: a package, so that its browser is closed before other tests start theirs."""
