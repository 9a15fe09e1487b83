"""The modules of formats, each with a tuple `FORMATS`; those of a family share a folder. `onrecord.publish.registry` lists them."""
