"""What the desk and the API share: who may ask and how much, the filters of an address, amendments, where they listen."""
