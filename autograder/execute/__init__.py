"""Work spread over processes: this machine's, or any executor's."""
