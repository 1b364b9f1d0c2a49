"""How large a record may be, and the names of the headers that a dead-lettered record carries."""

MAX_RAW_BYTES = 1024 * 1024
MAX_DESCRIPTION = 20_000
MAX_ADS = 20
MAX_MESSAGE_BYTES = 4 * 1024 * 1024

# Keys, headers and the batch around a record need room too: a value of exactly 4 MiB fits no topic of 4 MiB.
RECORD_HEADROOM = 64 * 1024
# Whatever a raw topic lets in must fit into its dead-letter topic, headers added, byte for byte.
MAX_RAW_MESSAGE_BYTES = 3 * 1024 * 1024

MAX_DLQ_ERROR = 1_000
MAX_DLQ_FIELD = 200
MAX_DLQ_TRACEBACK = 8_000

# On the tombstones of a person, from topic to topic: which erasure it is that each store is to give a receipt for.
ERASURE_ID = "rematch_erasure_id"
# A tenant's matches have gone to another topic: on the tombstones that they left, where to; on those that had been told
# before, where from.
MOVED_TO = "rematch_moved_to"
MOVED_FROM = "rematch_moved_from"

DLQ_PREFIX = "dlq_"
DLQ_ORIGINAL_TOPIC = "dlq_original_topic"
DLQ_ORIGINAL_PARTITION = "dlq_original_partition"
DLQ_ORIGINAL_OFFSET = "dlq_original_offset"
DLQ_ORIGINAL_TIMESTAMP = "dlq_original_timestamp"
DLQ_CONSUMER = "dlq_consumer"
DLQ_REASON = "dlq_reason"
DLQ_ERROR = "dlq_error"
# Present only when one field is at fault: its path, as in skills.3.id.
DLQ_FIELD = "dlq_field"
DLQ_ATTEMPTS = "dlq_attempts"
DLQ_TRACEBACK = "dlq_traceback"
# Present only when key, value and headers together fit no topic: the size that was cut down, in bytes.
DLQ_TRUNCATED = "dlq_truncated"
