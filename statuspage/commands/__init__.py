"""The commands: one module for each, which talks to a person and leaves the work to the modules above."""
