"""What only a published site has: files for search engines, browsers and hosts, its pictures, its smallest form."""
