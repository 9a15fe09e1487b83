"""The product on annotated data, as a user has it: `onrecord evaluate SCHEME PATH`, one module a scheme."""
