"""How Liren looks and speaks: base pages, components, tags, elder and large-print modes."""
