"""The version of the engine: raised by every change that can move a number."""

ENGINE_VERSION = "1.1.1"
