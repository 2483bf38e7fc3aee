"""What people did elsewhere, as ids and codes: purchases, product use, looks at the company's own site, offers seen and pressed."""
