"""Where a case and what hangs on it stand, and what may happen next: tables, holds, gates."""
