"""Pictures of all pages over the demo; the same table of pages is asked about accessibility."""
