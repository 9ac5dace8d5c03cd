"""The preview: finished packages in a browser, while their definitions are edited."""
