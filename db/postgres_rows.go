package db

import (
	"database/sql/driver"
	"encoding/hex"
	"io"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgresRows reads the rows of one statement of a message as database/sql
// wants them; the simple protocol sends all values as text.
type postgresRows struct {
	results *pgconn.MultiResultReader
	rows    *pgconn.ResultReader
}

// Columns implements driver.Rows.
func (r *postgresRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].Name
	}
	return names
}

// Close implements driver.Rows.
func (r *postgresRows) Close() error { return r.results.Close() }

// Next implements driver.Rows.
func (r *postgresRows) Next(dest []driver.Value) error {
	if !r.rows.NextRow() {
		if _, err := r.rows.Close(); err != nil {
			return err
		}
		return io.EOF
	}
	fields := r.rows.FieldDescriptions()
	for i, text := range r.rows.Values() {
		value, err := postgresValue(fields[i].DataTypeOID, text)
		if err != nil {
			return err
		}
		dest[i] = value
	}
	return nil
}

// postgresValue is a value of the types that our tables and questions have;
// database/sql reads others from their text.
func postgresValue(oid uint32, text []byte) (driver.Value, error) {
	if text == nil {
		return nil, nil //nolint:nilnil // a NULL is a value
	}
	switch oid {
	case pgtype.BoolOID:
		return text[0] == 't', nil
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return strconv.ParseInt(string(text), 10, 64)
	case pgtype.Float4OID, pgtype.Float8OID:
		return strconv.ParseFloat(string(text), 64)
	case pgtype.JSONOID, pgtype.JSONBOID:
		return slices.Clone(text), nil
	case pgtype.ByteaOID:
		return hex.DecodeString(string(text[2:])) // after \x
	}
	return string(text), nil
}
