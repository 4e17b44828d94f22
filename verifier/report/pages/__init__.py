"""What commands other than an audit show."""
