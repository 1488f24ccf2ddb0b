"""The full record in the order of 病历书写基本规范 (clinical content 1.2): one module a section."""
