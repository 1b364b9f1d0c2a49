/** What a record is to do here: a line in a file, and on the screen. */
record Effect(String key, long version, String kind, String match_id, Double score) {}
