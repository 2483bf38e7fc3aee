"""The gift register: what people, companies and public bodies were offered, took and declined in twelve months, against limits."""
