"""The pure core: values in, values out; no network, no clock, no settings, no global state."""
