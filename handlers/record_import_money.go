package handlers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// A pledge binds nobody but its contributor, and a receipt says what the bank did: by the house's rules each is written by one person,
// and allocating what came in takes two. An import asks for no more: every row goes through its form's endpoint.

// contributionRows are pledges; a row can also say what was received of one, which is booked as a receipt.
var contributionRows = rowKind{area: models.ContributionsArea, name: "contributions", label: "Contributions", also: "pledges|donors|donations|beitrage|zusagen|engagements|contribuicoes|contribuciones",
	operation: "pledgeContribution", path: "/contributions", doubts: map[refusal.Code]string{"far-day": "pledgedOn", "far-rate": "rate", "far-amount": "amount"},
	columns: []rowColumn{
		{field: "contributor", label: "Contributor", also: contributors, hint: asContributor, example: "JP", needed: true, read: readState},
		{field: "title", label: "Title", also: "pledge|contribution|reference|agreement|purpose|description|titel|titre|titulo|vereinbarung|accord|acordo|betreff", hint: "what the pledge is called, such as the reference of its agreement", example: "Contribution for 2027", needed: true},
		{field: "amount", label: "Amount pledged", also: "amount|pledged|pledged amount|pledge amount|betrag|zugesagt|montant|montant promis|montante|valor|importe|monto", hint: asAmount, example: "150000.00", needed: true, read: readAmount, number: readNumeral},
		{field: "currency", label: "Currency", also: "ccy|wahrung|devise|monnaie|moeda|moneda|divisa", hint: "the ISO 4217 code of a currency", example: "USD", needed: true, read: readCurrency},
		{field: "rate", label: "Rate", also: "exchange rate|rate when pledged|kurs|wechselkurs|taux|taux de change|taxa de cambio|tipo de cambio", hint: "what one unit of the currency costs in the fund's; not needed for the fund's own", example: "", read: readRate},
		{field: "earmark", label: "Earmarked for", also: "earmark|earmarked|window|purpose window|zweckbindung|zweck|affectation|destinacao", hint: "training, deployment, reserve, administration or audit; nothing where it is for anything", example: "training", read: readWindow, choices: func(*lists) []string { return models.Window("").Values() }},
		{field: "pledgedOn", label: "Pledged on", also: "date|pledge date|date of pledge|signed|signed on|agreement date|datum|zugesagt am|date de l'engagement|data", hint: asDate, example: "2026-10-01", needed: true, read: readDay},
		{field: "dueOn", label: "Due on", also: "due|due date|payable by|fallig|fallig am|echeance|vencimento|vencimiento", hint: asDate, example: "2027-03-31", read: readDay},
		{field: "expiresOn", label: "Expires on", also: "expiry|expires|valid until|spend by|to be committed by|end date|gultig bis|expiration|validade", hint: asDate, example: "", read: readDay},
		{field: "receipt.amount", label: "Amount received", also: "received|received amount|paid|paid amount|erhalten|eingegangen|montant recu|recebido|recibido", hint: asAmount, example: "", read: readAmount, number: readNumeral},
		{field: "receipt.receivedOn", label: "Received on", also: "receipt date|date received|received date|value date|paid on|erhalten am|eingegangen am|recu le|recebido em|recibido el", hint: asDate, example: "", read: readDay},
		{field: "receipt.booked", label: "Credited by the bank", also: credited, hint: asCredit, example: "", read: readAmount, number: readNumeral},
		{field: "receipt.bankReference", label: "Bank reference", also: bankReferences, hint: asReference, example: ""},
	}}

// receiptRows are what came in, where a pledge was paid in parts.
var receiptRows = rowKind{area: models.ContributionsArea, name: "receipts", label: "Receipts", also: "received|payments received|instalments|incoming|eingange|zahlungseingange|recettes|versements|recebimentos|ingresos",
	operation: "receiveReceipt", doubts: map[refusal.Code]string{"far-day": "receivedOn", "far-rate": "booked", "more-than-pledged": "amount"},
	columns: []rowColumn{
		{field: "contributor", label: "Contributor", also: contributors, hint: asContributor, example: "JP", needed: true, read: readState},
		{field: "title", label: "Title", also: "pledge|contribution|title of the pledge|agreement|titel|titre|titulo|vereinbarung|accord|acordo", hint: "what the pledge is called; nothing where the contributor has only one", example: "Contribution for 2027"},
		{field: "amount", label: "Amount received", also: "amount|received|received amount|paid|instalment|betrag|montant|montante|valor|importe|monto", hint: asAmount, example: "75000.00", needed: true, read: readAmount, number: readNumeral},
		{field: "currency", label: "Currency", also: "ccy|wahrung|devise|monnaie|moeda|moneda|divisa", hint: "the ISO 4217 code of a currency", example: "USD", read: readCurrency},
		{field: "receivedOn", label: "Received on", also: "date|receipt date|date received|value date|paid on|datum|wertstellung|valuta|date de valeur|data", hint: asDate, example: "2027-02-15", needed: true, read: readDay},
		{field: "booked", label: "Credited by the bank", also: credited, hint: asCredit, example: "", read: readAmount, number: readNumeral},
		{field: "rate", label: "Rate", also: "exchange rate|kurs|wechselkurs|taux|taux de change|taxa de cambio|tipo de cambio", hint: "what one unit of the currency cost in the fund's, where the bank's credit is not known", example: "", read: readRate},
		{field: "rateSource", label: "Source of the rate", also: "rate source|source", hint: "where the rate comes from", example: ""},
		{field: "bankReference", label: "Bank reference", also: "reference|" + bankReferences, hint: asReference, example: "ANZ 4471/27", needed: true},
		{field: "transferAmount", label: "Whole transfer", also: "transfer amount|whole credit|total transfer", hint: "all that the bank credited at once, where this is a part of it", example: "", read: readAmount, number: readNumeral},
	}}

const (
	contributors                 = "donor|donor state|state|country|participant|contributing state|beitragszahler|geber|land|staat|bailleur|contributeur|pays|doador|contribuinte|pais|donante"
	credited                     = "credited|booked|bank credit|amount credited|amount in fund currency|gutgeschrieben|gutschrift|credite|creditado|abonado"
	bankReferences               = "bank ref|transfer reference|payment reference|statement reference|bankreferenz|reference bancaire|referencia bancaria"
	asContributor  said.Template = "the code or the English name of a participant: a state, or EU"
	asAmount       said.Template = "an amount such as 1234.50"
	asCredit       said.Template = "an amount in the fund's currency; not needed where the contribution is in it"
	asReference    said.Template = "the bank's reference of the credit, by which no money is booked twice"
)

// promise is a pledge that a row speaks of, whether it could be entered or not.
type promise struct {
	contributor, title string // the latter folded
	row                *row
}

// pledge enters a pledge that the fund does not know, and what its row says was received of it.
func (e *entering) pledge(r *row) error {
	if r.kind != &contributionRows {
		return nil
	}
	r.name = text(r.input, "title")
	e.promises = append(e.promises, promise{text(r.input, "contributor"), spelling.Fold(r.name), r})
	receipt := r.received()
	if r.state == rowLeft {
		return nil
	}
	if code := text(r.input, "currency"); code != "" {
		r.price("amount", e.lists.currencies[key(code)])
	} else {
		delete(r.input, "amount") // how many decimals it has, its currency says
	}
	c, err := e.promised(r)
	if err != nil {
		return r.faultOf(err)
	}
	if receipt == nil || c == nil {
		return nil
	}
	if err := e.book(receipt, *c); err != nil {
		return err
	}
	r.join(receipt)
	return nil
}

// promised is the contribution that a row of pledges is about, once it is entered; none where it has faults.
func (e *entering) promised(r *row) (*models.Contribution, error) {
	title, pledgedOn := spelling.Fold(r.name), day(r.input, "pledgedOn")
	same := fmt.Sprint("pledge", r.input["contributor"], title, pledgedOn)
	known, err := e.pledgesOf(text(r.input, "contributor"), title)
	if err != nil {
		return nil, err
	}
	for _, c := range known {
		if c.PledgedOn != pledgedOn {
			continue
		}
		if first, twice := e.seen[same]; twice {
			r.fault("title", said.That("row {row} of {sheet} is the same pledge", "row", first.Row, "sheet", first.Sheet),
				said.That("Leave one of the rows out; what else was received of it belongs in a sheet of receipts."))
			return nil, nil
		}
		currency := e.lists.currencies[key(c.Currency)]
		if minor, given := r.input["amount"].(models.Money); given && (minor != c.Amount || text(r.input, "currency") != c.Currency) {
			r.fault("amount", said.That("this pledge is in the fund already, of {amount}", "amount", currency.Said(c.Amount)),
				said.That("Correct the amount; or call it otherwise, where it is another pledge."))
			return nil, nil
		}
		r.isThere(c.Ref(), said.That("{title} is among the contributions already.", "title", c.Title))
		return &c, nil
	}
	created, err := e.send(r)
	c, ok := created.(models.Contribution)
	if err != nil || !ok || r.state == rowFaulty {
		return nil, err
	}
	r.made.Contributions++
	e.seen[same] = r.RowName
	return &c, nil
}

// pledgesOf are a contributor's pledges of a title, or all where none is named.
func (e *entering) pledgesOf(contributor, title string) (all []models.Contribution, err error) {
	err = e.DB.Where("contributor = ?", contributor).Order("id").Find(&all).Error
	return slices.DeleteFunc(all, func(c models.Contribution) bool { return title != "" && spelling.Fold(c.Title) != title }), err
}

// received is what a row of pledges says came in of its pledge, as a row of receipts; none where it says nothing, or that it was nothing.
func (r *row) received() *row {
	child := &row{RowName: r.RowName, kind: &receiptRows, cells: r.cells, input: map[string]any{}, places: map[string]place{}, state: rowNew}
	for field, at := range maps.Clone(r.places) {
		if name, of := strings.CutPrefix(field, "receipt."); of {
			child.places[name] = at
			if value, ok := r.input[field]; ok {
				child.input[name] = value
				delete(r.input, field)
			}
		}
	}
	sum, given := child.input["amount"].(amount)
	if given && sum.nothing() || !given && child.input["receivedOn"] == nil {
		return nil
	}
	return child
}

// join makes one of a row of pledges and of what it says was received.
func (r *row) join(receipt *row) {
	r.made, r.doubts, r.faults = r.made.Plus(receipt.made), append(r.doubts, receipt.doubts...), append(r.faults, receipt.faults...)
	switch {
	case len(r.faults) > 0:
		r.state = rowFaulty
	case receipt.state == rowDoubtful || r.state == rowThere && receipt.state == rowNew:
		r.state = receipt.state
	}
}

// receive books what came in of a pledge of the file or of the fund.
func (e *entering) receive(r *row) error {
	if r.kind != &receiptRows || r.state == rowLeft {
		return nil
	}
	contributor, title := text(r.input, "contributor"), spelling.Fold(text(r.input, "title"))
	r.name = text(r.input, "title")
	known, err := e.pledgesOf(contributor, title)
	if err != nil {
		return err
	}
	delete(r.input, "contributor")
	delete(r.input, "title")
	switch waits := e.unentered(contributor, title); {
	case contributor == "": // which is said already, or by its missing column
		r.lacks("contributor")
	case len(known) == 1:
		if r.name == "" {
			r.name = known[0].Title
		}
		return e.book(r, known[0])
	case len(known) > 1 && title == "":
		r.fault("title", said.That("this contributor has {number} pledges", "number", len(known)), said.That("Enter the title of the pledge."))
	case len(known) > 1:
		r.fault("title", said.That("{number} pledges of this contributor have this title", "number", len(known)), said.That("Book it from the page of the contribution."))
	case waits != nil && waits.state == rowLeft:
		r.state = rowLeft
	case waits != nil:
		r.fault("title", said.That("row {row} of {sheet}, its pledge, is not entered", "row", waits.Row, "sheet", waits.Sheet), said.That("Correct that row, or leave both out."))
	default:
		r.fault("title", said.That("no pledge of this contributor and title is in the file or in the fund"), said.That("Check the spelling, or add the pledge to the sheet of contributions."))
	}
	return nil
}

// unentered is the row of a pledge of the file that could not be entered.
func (e *entering) unentered(contributor, title string) *row {
	for _, p := range e.promises {
		if p.contributor == contributor && (title == "" || p.title == title) && (p.row.state == rowLeft || p.row.state == rowFaulty) {
			return p.row
		}
	}
	return nil
}

// lacks notes that a needed field is empty, unless something is said of it already.
func (r *row) lacks(field string) {
	if !r.faultyAt(field) {
		r.fault(field, said.That("is required"), said.Sentence{})
	}
}

// book enters what came in of a contribution, unless it is booked already.
func (e *entering) book(r *row, c models.Contribution) error {
	r.price("amount", e.lists.currencies[key(c.Currency)])
	r.price("booked", e.lists.books())
	r.price("transferAmount", e.lists.books())
	reference, receivedOn := text(r.input, "bankReference"), day(r.input, "receivedOn")
	sum, _ := r.input["amount"].(models.Money)
	same := fmt.Sprint("receipt", c.ID, models.NormalReference(reference), receivedOn, sum)
	there, err := models.Booked(e.DB, c.ID, reference, receivedOn, sum)
	if err != nil {
		return err
	}
	if first, twice := e.seen[same]; twice && there {
		r.fault("bankReference", said.That("row {row} of {sheet} is the same receipt", "row", first.Row, "sheet", first.Sheet), said.That("Leave one of the rows out."))
		return nil
	}
	if there {
		r.isThere(c.Ref(), said.That("This receipt is booked on {title} already.", "title", c.Title))
		return nil
	}
	r.path = contributionRows.path + "/" + c.ID + "/receipts"
	if _, err := e.send(r); err != nil {
		return r.faultOf(err)
	}
	r.made.Receipts++
	e.seen[same] = r.RowName
	return nil
}
