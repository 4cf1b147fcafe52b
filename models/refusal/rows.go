package refusal

// Rows that come in from a spreadsheet.
var (
	UnreadableTable = rule(KindUnsupported, "unreadable-table", "Rows are read from an XLSX workbook without macros or password, or from a CSV text.")
	NotATable       = refuse(Caller,
		"this file is neither an XLSX workbook nor a CSV text",
		"save the spreadsheet as XLSX, or as CSV in UTF-8",
		UnreadableTable)
	BrokenTable = refuse(Caller,
		"this spreadsheet is damaged: it cannot be read to its end",
		"open it in the program that wrote it, save it again, and choose that file",
		UnreadableTable)
	TableHasMacros = refuse(Caller,
		"this workbook contains macros, which are programs",
		"save it as an XLSX workbook without macros",
		UnreadableTable)
	TableEncrypted = refuse(Caller,
		"this workbook is protected by a password and cannot be read",
		"save a copy without a password",
		UnreadableTable)
	TableTooOld = refuse(Caller,
		"this is a file of an old format, such as XLS",
		"save the spreadsheet as XLSX, or as CSV in UTF-8",
		UnreadableTable)
	TableIsOpenDocument = refuse(Caller,
		"this is an OpenDocument file, as LibreOffice writes them",
		"open it in LibreOffice, choose Save as, and there Excel 2007-365 (.xlsx)",
		UnreadableTable)
	TableIsNumbers = refuse(Caller,
		"this is a spreadsheet of Numbers",
		"open it in Numbers, and export it to Excel (.xlsx)",
		UnreadableTable)
	TableIsBinary = refuse(Caller,
		"this is a binary workbook (.xlsb)",
		"open it in Excel, and save it as an Excel workbook (.xlsx)",
		UnreadableTable)
	TableIsPDF = refuse(Caller,
		"this is a PDF: it shows a table, and has no rows that can be read",
		"choose the spreadsheet that it was made from, saved as XLSX, or as CSV in UTF-8",
		UnreadableTable)
	LargeTable  = rule(KindTooLarge, "table-too-large", "At most 2,000 rows of 100 columns come in at once, so that each can be looked through.")
	TooManyRows = refuse(Caller,
		"{number} rows are too many: at most {most} can be imported at once",
		"split the file, or delete the rows that are not needed",
		LargeTable)
	TooManyColumns = refuse(Caller,
		"{number} columns are too many: at most {most} can be imported at once",
		"delete the columns that are not needed",
		LargeTable)
	TooManyFiles = refuse(Caller,
		"more than {most} files cannot be imported at once",
		"put the rows into fewer files, or import them one after another",
		LargeTable)
	TableUnpacksTooLarge = refuse(Caller,
		"unpacked, this workbook is larger than 64 MB",
		"copy the rows that are needed into a new workbook",
		LargeTable)
	NotMatched  = rule(KindInvalid, "not-matched", "Rows come in once it is known which column holds what.")
	NoSuchSheet = refuse(Caller,
		"there is no sheet {name} in this file",
		"match the sheets that the import names",
		NotMatched)
	NoSuchColumn = refuse(Caller,
		"{field} is no column of {kind}",
		"choose one of the columns that the import names",
		NotMatched)
	Faulty     = rule(KindConflict, "faulty-rows", "An import is all or nothing: a row that has errors is corrected, or named among those that are left out.")
	FaultyRows = refuse(Caller,
		"{number} rows cannot be imported as they are",
		"correct them in the file and choose it again, or leave them out",
		Faulty)
	DoubtfulRows = refuse(Caller,
		"{number} rows are unlike the others, and may be mistakes",
		"correct them in the file and choose it again, confirm that they are right, or leave them out",
		Faulty)
	NothingToImport = refuse(Caller,
		"no row of this file is new",
		"choose another file, or match its columns",
		Faulty)
)
