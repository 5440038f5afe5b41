"""Pages: views only connect what the model answers with a template."""
