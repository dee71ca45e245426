package schema

// multiselectType is any of the declared options.
var multiselectType = listKind(TypeMultiselect, []string{"options"}, asGiven, (*Field).checkOption,
	func(f *Field) map[string]any {
		return map[string]any{"type": "string", "enum": f.optionValues()}
	})
