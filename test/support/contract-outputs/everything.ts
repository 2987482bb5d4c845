/** A contract with a field of every type, as text, as a template, as JSON, and with events. */
export const everyType = `# CONTRACT v1.2

## Format 9.1: Everything (P0)

**Version**: 3
**Pattern**: /^# Everything/m
**Required Fields**:
- Words (string)
- Line (one-line string)
- Count (integer 1–10)
- Share (number, 0–1)
- File (path)
- Day (date YYYY-MM-DD)
- Colour (enum: red | green)
- Ready (boolean)
- Names (list: string)
- Files (list: path)
- Rows (table columns: A, B, C)

## Format 9.2: In order (P1)

**Required Structure**:

\`\`\`markdown
# In order: {title}

**First**: {text}
**Second**: {text}

## Beginning

1. {step}

## End

{text}
\`\`\`

## Format 9.3: Everything as JSON (P2)

\`\`\`json
{
  "type": "object",
  "required": ["words", "count", "share", "day", "colour", "ready", "names", "rows", "schemaVersion"],
  "properties": {
    "words": { "type": "string" },
    "count": { "type": "integer", "minimum": 1, "maximum": 10 },
    "share": { "type": "number", "minimum": 0, "maximum": 1 },
    "day": { "type": "string", "format": "date" },
    "colour": { "enum": ["red", "green"] },
    "ready": { "type": "boolean" },
    "names": { "type": "array", "items": { "type": "string" }, "maxItems": 3 },
    "rows": { "type": "array", "items": { "type": "object", "required": ["a"], "additionalProperties": false, "properties": { "a": { "type": "integer" } } } },
    "schemaVersion": { "const": "3" }
  },
  "additionalProperties": false
}
\`\`\`

## Events

| Event | Producer | Consumer | Payload |
|---|---|---|---|
| chain:gate_updated | backend | front end | gate (integer) |
| chain:ended | backend | — | |
`;
