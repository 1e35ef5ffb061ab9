"""What a maintainer runs now and then, and what these programs share."""
