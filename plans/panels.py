"""What plans hang on the pages of others."""
