"""The pages speak two languages, each from head to foot."""
