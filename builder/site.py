"""`Site`: all that one run of the build knows, typed. It is the only thing that the parts of the program share."""

from __future__ import annotations
