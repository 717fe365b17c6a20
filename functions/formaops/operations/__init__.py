"""The operator's day: is all well (`formaops doctor`), and the way to a new schema and back (`formaops migrate`)."""
