"""What a maintainer runs: build, serve, find a browser. Each module is one make target."""
