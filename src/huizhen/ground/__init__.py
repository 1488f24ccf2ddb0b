"""What every stage of the journey stands on: accounts, cases and their door, files, jobs, audit."""
