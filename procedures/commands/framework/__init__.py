"""The framework of the commands: options, session, terminal input and output, signing, exit codes."""
