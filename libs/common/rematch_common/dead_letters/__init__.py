"""What lies in the dead-letter queues, and its way back: one implementation for `rematch dlq` and for the console."""
