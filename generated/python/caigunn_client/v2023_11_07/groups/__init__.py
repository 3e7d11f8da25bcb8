"""Operations of the service in groups, one for each tag of the contract."""
