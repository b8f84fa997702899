
-- What was asked about a person over the information network, for the person to see.
CREATE INDEX network_inquiry_by_holder ON network_inquiry (register_id, holder_id);
