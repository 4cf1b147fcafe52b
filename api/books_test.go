package api

import (
	"fmt"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// treasury is a story of money alone: each contribution and line as the case needs it.
type treasury struct {
	*story
	references int
}

func (f *treasury) pledge(contributor string, amount int, more body) string {
	f.Helper()
	return f.clara.must("POST", "/contributions", but(body{"contributor": contributor, "title": contributor + " pledge", "amount": amount, "currency": "USD",
		"pledgedOn": f.today(), "confirmed": sure}, more)).text("id")
}

func (f *treasury) receive(contribution string, amount int, more body) reply {
	f.Helper()
	f.references++
	return f.clara.request("POST", "/contributions/"+contribution+"/receipts", but(body{"receivedOn": f.today(), "amount": amount,
		"bankReference": fmt.Sprint("bank ", f.references)}, more))
}

func (f *treasury) line(title, window string) string {
	f.Helper()
	return f.clara.must("POST", "/lines", body{"title": title, "window": window, "budget": 1000}).text("id")
}

func (f *treasury) allocate(line, contribution string, amount int) {
	f.Helper()
	f.clara.must("POST", "/lines/"+line+"/allocate", body{"contributionId": contribution, "amount": amount})
}

// minor is an amount in an answer, in minor units.
func (r reply) minor(path string) int {
	amount, _ := r.at(path).(float64)
	return int(amount)
}

func treasuries(t *testing.T, tell func(*treasury)) {
	t.Helper()
	t.Parallel()
	each(t, func(h *fixture) { tell(&treasury{story: newStory(h)}) })
}

// TestLateBills pays a hotel's bill after the mission was stood down, of what others gave and by two people; the host's own
// money pays for it neither so nor by another commitment, which says whom it serves.
func TestLateBills(t *testing.T) {
	treasuries(t, func(f *treasury) {
		line := f.money("AU", "deployment", 1_000_000)
		_, request := f.inForce(f.today().Plus(113))
		mission, _ := f.staffing(request, line, 1)
		commitment := f.clara.must("GET", "/deployments/"+mission, nil).text("commitmentId")
		f.clara.must("POST", "/deployments/"+mission+"/stand-down", body{"reason": "The election is cancelled."})
		own := f.pledge("TL", 500, nil)
		f.receive(own, 500, nil).is(f, 200, nil)
		hosts := f.line("Own", "deployment")
		f.allocate(hosts, own, 500)
		draw := func(line string) body { return body{"draws": []body{{"lineId": line, "amount": 500}}} }

		f.clara.request("POST", "/commitments/"+commitment+"/commit", draw(line)).is(f, 409, refusal.WrongState)
		asked := f.clara.must("POST", "/commitments/"+commitment+"/request-settlement", body{"reason": "The hotel's bill came."})
		f.clara.request("POST", "/commitments/"+commitment+"/approve-settlement", nil).is(f, 403, refusal.SecondPerson)
		if asked.text("status") != "asked" || asked.text("host") != "TL" {
			f.Errorf("%s", asked.body)
		}
		f.david.must("POST", "/commitments/"+commitment+"/approve-settlement", nil)
		f.clara.request("POST", "/commitments/"+commitment+"/commit", draw(hosts)).is(f, 409, refusal.HostMoney)
		f.clara.must("POST", "/commitments/"+commitment+"/commit", draw(line))
		bill := f.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Hotel", "purpose": "Beds", "amount": 500}).text("id")
		f.david.must("POST", "/payments/"+bill+"/approve", nil)
		f.clara.must("POST", "/commitments/"+commitment+"/release", body{"reason": "The bill is paid."})

		// What comes back waits for nobody's decision: it is on its line at once, and the same where another bill is asked for.
		rest := func() int { return f.clara.must("GET", "/lines/"+line, nil).minor("uncommitted") }
		f.clara.must("POST", "/commitments/"+commitment+"/request-settlement", body{"reason": "The driver's bill came."})
		before := rest()
		f.clara.must("POST", "/payments/"+bill+"/refund", body{"amount": 200, "bankReference": "back", "receivedOn": f.today(), "reason": "One night too many."})
		if got := f.clara.must("GET", "/commitments/"+commitment, nil); rest() != before+200 || got.minor("rest") != 0 {
			f.Errorf("%d is free after %d: %s", rest(), before, got.body)
		}

		// The way round it by another commitment is closed: it says which host it serves, or none.
		admin := f.line("Office", "administration")
		another := f.pledge("TL", 500, nil)
		f.receive(another, 500, nil).is(f, 200, nil)
		f.allocate(admin, another, 500)
		f.clara.request("POST", "/commitments", but(draw(admin), body{"title": "A hotel in Dili"})).is(f, 422, refusal.Invalid)
		f.clara.request("POST", "/commitments", but(draw(admin), body{"title": "A hotel in Dili", "host": "TL"})).is(f, 409, refusal.HostMoney)
		f.clara.request("POST", "/commitments", but(draw(admin), body{"title": "A hotel in Dili", "host": "ZZ"})).is(f, 422, refusal.Invalid)
		f.clara.must("POST", "/commitments", but(draw(admin), body{"title": "The office's rent", "host": ""}))
	})
}

// TestPutRight corrects what was booked wrongly after a dollar of it was spent: another amount, another contributor, nothing.
func TestPutRight(t *testing.T) {
	treasuries(t, func(f *treasury) {
		spend := func(contribution string, amount int, more body) (receipt, payment string) {
			f.Helper()
			got := f.receive(contribution, amount, more)
			receipt, amount = got.text("receipt.id"), got.minor("receipt.booked")
			line := f.line("Line of "+receipt, "administration")
			f.allocate(line, contribution, amount)
			commitment := f.clara.must("POST", "/commitments", body{"title": "Papers", "host": "", "draws": []body{{"lineId": line, "amount": amount}}}).text("id")
			payment = f.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Printer", "purpose": "Papers", "amount": 1, "confirmed": sure}).text("id")
			f.david.must("POST", "/payments/"+payment+"/approve", nil)
			return receipt, payment
		}
		right := func(receipt string, truly body) reply {
			f.Helper()
			got := f.clara.must("POST", "/corrections", but(body{"receiptId": receipt, "reason": "It was booked in error.", "confirmed": sure}, truly))
			return f.david.must("POST", "/corrections/"+got.text("id")+"/approve", nil)
		}
		paidBy := func(payment string) (donor string) {
			f.Helper()
			if err := f.db.Query(f.Context()).Raw("SELECT donor FROM ledger_accounts WHERE payment_id = ? AND balance > 0", payment).Scan(&donor).Error; err != nil {
				f.Fatal(err)
			}
			return donor
		}

		// 0.60 instead of 0.66: the payee keeps what it has, and the rest is there.
		euros := f.pledge("EU", 100_000, body{"currency": "EUR", "rate": "0.66"})
		low, _ := spend(euros, 1000, body{"booked": 600, "confirmed": sure})
		right(low, body{"contributionId": euros, "receivedOn": f.today(), "amount": 1000, "booked": 660, "bankReference": "true 0"})
		japan, korea := f.pledge("JP", 100_000, nil), f.pledge("KR", 100_000, nil)
		receipt, _ := spend(japan, 6000, nil)
		f.clara.request("POST", "/receipts/"+receipt+"/reverse", body{"reason": "It was booked in error."}).is(f, 409, refusal.Allocated)
		right(receipt, body{"contributionId": japan, "receivedOn": f.today(), "amount": 6600, "bankReference": "true 1"})
		if got := f.clara.must("GET", "/contributions/"+japan, nil); got.minor("received") != 6600 || got.minor("money.spent") != 1 || got.minor("money.rest") != 5999 {
			f.Errorf("%s", got.body)
		}
		// For the wrong contributor: the same payee has the same dollar, of the other's money.
		receipt, payment := spend(f.pledge("SG", 500, nil), 500, nil)
		made := right(receipt, body{"contributionId": korea, "receivedOn": f.today(), "amount": 500, "bankReference": "true 2"})
		if donor := paidBy(payment); donor != "KR" {
			f.Errorf("%s was paid by %s: %s", payment, donor, made.body)
		}
		if n := f.number("SELECT COUNT(*) FROM journal WHERE action = 'corrections.approve'"); n != 3 {
			f.Errorf("three corrections are %d entries", n)
		}
		// For a host of the mission it paid: other money stands in, and where there is none it is said.
		_, request := f.inForce(f.today().Plus(113))
		donor := f.pledge("AU", 500_000, nil)
		wrong := f.receive(donor, 500_000, nil).text("receipt.id")
		missions := f.line("Missions", "deployment")
		f.allocate(missions, donor, 500_000)
		f.staffing(request, missions, 1)
		hosts := f.pledge("TL", 500_000, nil)
		refused := f.clara.request("POST", "/corrections", body{"receiptId": wrong, "contributionId": hosts, "receivedOn": f.today(), "amount": 500_000, "bankReference": "true 3",
			"reason": "It came from Dili."})
		refused.is(f, 409, refusal.NotCovered)
		if f.number("SELECT COUNT(*) FROM corrections WHERE receipt_id = '"+wrong+"'") != 0 {
			f.Error("what was refused left a correction")
		}
	})
}

// TestWhatComesIsBooked books money for a cancelled pledge, again after a reversal, and one bank transfer for two pledges; the same
// money never twice, however its reference is written.
func TestWhatComesIsBooked(t *testing.T) {
	treasuries(t, func(f *treasury) {
		one, other := f.pledge("JP", 5000, nil), f.pledge("KR", 5000, nil)
		f.receive(one, 2000, body{"bankReference": "ANZ 4471/27", "transferAmount": 5000}).is(f, 200, nil)
		for _, reference := range []string{"anz 4471/27", "ANZ4471/27", "ANZ 4471 /27", "ＡＮＺ-4471-27"} {
			f.receive(one, 3001, body{"bankReference": reference}).is(f, 409, refusal.AlreadyBooked)
		}
		second := f.receive(other, 3000, body{"bankReference": "anz4471 27"})
		second.is(f, 200, nil)
		f.receive(other, 1, body{"bankReference": "ANZ 4471/27"}).is(f, 409, refusal.AlreadyBooked)
		f.clara.must("POST", "/receipts/"+second.text("receipt.id")+"/reverse", body{"reason": "It was for the others."})
		f.receive(one, 3000, body{"bankReference": "ANZ 4471/27"}).is(f, 200, nil)
		f.receive(other, 500, body{"bankReference": "ANZ 4471/27", "transferAmount": 5500}).is(f, 200, nil) // the bank had credited more

		f.clara.must("POST", "/contributions/"+other+"/cancel", body{"reason": "They give no more."})
		f.receive(other, 100, nil).is(f, 409, refusal.PledgeCancelled)
		f.receive(other, 100, body{"confirmed": sure}).is(f, 200, nil)
	})
}

// TestWhatIsFree says of expired money, and of what the floor keeps, that it is not free, and commits none of it; what is expired
// or was allocated by mistake goes back also below the floor.
func TestWhatIsFree(t *testing.T) {
	treasuries(t, func(f *treasury) {
		reserve := f.line("Rapid", "reserve")
		good, ending := f.pledge("JP", 300_000, nil), f.pledge("KR", 400_000, body{"expiresOn": f.today().Plus(5)})
		for contribution, amount := range map[string]int{good: 300_000, ending: 400_000} {
			f.receive(contribution, amount, nil).is(f, 200, nil)
			f.allocate(reserve, contribution, amount)
		}
		f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 300_000})
		free := func(want int) {
			f.Helper()
			for path, at := range map[string]string{"/fund": "free", "/lines/" + reserve: "free"} {
				if got := f.clara.must("GET", path, nil); got.minor(at) != want {
					f.Errorf("%s: free is %d, not %d", path, got.minor(at), want)
				}
			}
			if got := f.clara.must("GET", "/fund", nil); got.minor("windows.2.free") != want {
				f.Errorf("of the reserve %d is free", got.minor("windows.2.free"))
			}
		}
		free(400_000)
		f.later(6)
		free(0)
		_, request := f.inForce(f.today().Plus(113))
		mission := f.clara.must("POST", "/deployments", body{"requestId": request, "language": "en", "seats": []body{{"function": "sto", "places": 1, "cost": 1000}}}).text("id")
		f.david.request("POST", "/deployments/"+mission+"/fund", body{"draws": []body{{"lineId": reserve, "amount": 1000}}}).is(f, 409, refusal.ReserveFloor)
		f.clara.must("POST", "/lines/"+reserve+"/return", body{"contributionId": ending, "amount": 400_000})
		f.later(3)
		f.clara.request("POST", "/lines/"+reserve+"/return", body{"contributionId": good, "amount": 1}).is(f, 409, refusal.ReserveFloor)
		mistake := f.pledge("AU", 5000, nil)
		f.receive(mistake, 5000, nil).is(f, 200, nil)
		f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 900_000})
		f.allocate(reserve, mistake, 5000)
		f.clara.must("POST", "/lines/"+reserve+"/return", body{"contributionId": mistake, "amount": 5000})

		// What came lately and was committed since is not there to be returned: nobody goes below the floor by that way.
		f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 300_000})
		more := f.receive(good, 4000, body{"confirmed": sure})
		more.is(f, 200, nil)
		f.allocate(reserve, good, 4000)
		f.david.must("POST", "/deployments/"+mission+"/fund", body{"draws": []body{{"lineId": reserve, "amount": 4000}}})
		f.clara.request("POST", "/lines/"+reserve+"/return", body{"contributionId": good, "amount": 4000}).is(f, 409, refusal.ReserveFloor)
	})
}

// TestBusinessDays writes money down on the day it moved, in the fund's own zone, and orders books by a number that only grows.
func TestBusinessDays(t *testing.T) {
	treasuries(t, func(f *treasury) {
		f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 0, "zone": "Asia/Dili"})
		f.clara.request("PUT", "/fund", body{"name": "The fund", "reserveFloor": 0, "zone": "Dili"}).is(f, 422, refusal.Invalid)
		donor := f.pledge("AU", 5000, nil)
		came := f.today().Plus(-10)
		f.receive(donor, 5000, body{"receivedOn": came}).is(f, 200, nil)
		line := f.line("Office", "administration")
		now := f.db.Now()
		late := models.At(time.Date(now.Year(), now.Month(), now.Time.Day(), 22, 30, 0, 0, time.UTC))
		f.pass(late.Sub(now.Time))
		f.later(0)
		f.allocate(line, donor, 100) // in Dili it is the next day
		statement := func(from, until models.Date) (words []string) {
			f.Helper()
			got := f.clara.must("GET", fmt.Sprintf("/contributions/%s/statement/entries?from=%s&until=%s", donor, from, until), nil)
			for i := range got.at("items").([]any) {
				words = append(words, got.text(fmt.Sprintf("items.%d.day", i)))
			}
			return words
		}
		if got := statement(came, came.Plus(1)); len(got) != 1 || got[0] != came.String() {
			f.Errorf("on the day it came: %v", got)
		}
		next := late.Day().Plus(1)
		if got := statement(late.Day(), next); len(got) != 0 {
			f.Errorf("on the day in UTC: %v", got)
		}
		if got := statement(next, next.Plus(1)); len(got) != 1 {
			f.Errorf("on the day in Dili: %v", got)
		}
		if n := f.number("SELECT COUNT(*) FROM transfers a JOIN transfers b ON b.number = a.number + 1"); n != f.number("SELECT MAX(number) FROM transfers")-1 {
			f.Errorf("%d transfers follow another", n)
		}
		for _, day := range []string{"1926-11-21", "2024-01-01"} {
			f.receive(donor, 1, body{"receivedOn": day, "confirmed": []string{"more-than-pledged"}}).is(f, 409, refusal.FarDay)
		}
		f.receive(donor, 1, body{"receivedOn": "2199-01-01"}).is(f, 422, refusal.Invalid)
		for _, far := range []body{{"pledgedOn": "1926-11-21"}, {"dueOn": "2199-01-01"}, {"expiresOn": "2199-01-01"}} {
			f.clara.request("POST", "/contributions", but(body{"contributor": "AU", "title": "Support", "amount": 100, "currency": "USD", "pledgedOn": f.today()}, far)).is(f, 409, refusal.FarDay)
		}
	})
}

// TestRates books what the bank credited, with the exact rate that follows in either direction, and asks about one that is far from
// the pledge's.
func TestRates(t *testing.T) {
	treasuries(t, func(f *treasury) {
		dong := f.pledge("VN", 25_400_000_000, body{"currency": "VND", "rate": "1/25400"})
		if got := f.clara.must("GET", "/contributions/"+dong, nil); got.minor("value") != 100_000_000 {
			f.Errorf("pledged %s", got.body)
		}
		got := f.receive(dong, 25_400_000_000, body{"booked": 100_000_000})
		got.is(f, 200, nil)
		if got.minor("receipt.booked") != 100_000_000 || got.text("receipt.rate") != "1/25400" {
			f.Errorf("%s", got.body)
		}
		f.clara.request("POST", "/contributions", body{"contributor": "VN", "title": "Again", "amount": 1_000_000, "currency": "VND", "rate": "25400", "pledgedOn": f.today()}).is(f, 409, refusal.FarRate)
		euro := f.pledge("EU", 10_000, body{"currency": "EUR", "rate": "1.1"})
		f.receive(euro, 10_000, body{"booked": 9_000}).is(f, 409, refusal.FarRate)
		f.receive(euro, 10_000, body{"booked": 11_250, "rate": "1.1"}).is(f, 422, refusal.Invalid)
		f.receive(euro, 1_000, nil).is(f, 422, refusal.Invalid)
		if got := f.receive(euro, 8_000, body{"booked": 9_000}); got.text("receipt.rate") != "1.125" {
			f.Errorf("%s", got.body)
		}
		f.receive(f.pledge("AU", 100, nil), 100, body{"booked": 90}).is(f, 422, refusal.Invalid) // what the bank took was not received
	})
}

// TestDoubles asks about the same bill once more, shows the approver the other, and books no refund twice; a payee has one name.
func TestDoubles(t *testing.T) {
	treasuries(t, func(f *treasury) {
		line := f.money("AU", "administration", 10_000)
		commitment := f.clara.must("POST", "/commitments", body{"title": "Beds", "host": "", "draws": []body{{"lineId": line, "amount": 10_000}}}).text("id")
		invoice := f.clara.upload("invoice 7")
		bill := body{"commitmentId": commitment, "payee": "Hotel Timor", "purpose": "Beds", "amount": 1000, "invoiceId": invoice}
		first := f.clara.must("POST", "/payments", bill).text("id")
		f.clara.request("POST", "/payments", bill).is(f, 409, refusal.ResemblesPayment)
		f.clara.request("POST", "/payments", but(bill, body{"amount": 999, "payee": "Another"})).is(f, 409, refusal.ResemblesPayment) // the same invoice
		for n, payee := range []string{"hotel timor", "HOTEL  TIMOR", "Hôtel Timor."} {
			got := f.clara.must("POST", "/payments", but(bill, body{"payee": payee, "amount": 1000 + n, "invoiceId": nil, "confirmed": sure}))
			if got.text("payee") != "Hotel Timor" {
				f.Errorf("%s is %s", payee, got.text("payee"))
			}
		}
		if got := f.david.must("GET", "/payments/"+first, nil); got.text("resembles.0.payee") != "Hotel Timor" {
			f.Errorf("the approver sees %s", got.body)
		}
		f.david.must("POST", "/payments/"+first+"/approve", nil)
		back := body{"amount": 400, "receivedOn": f.today(), "bankReference": "BNU 12", "reason": "Two beds were not used."}
		f.clara.must("POST", "/payments/"+first+"/refund", back)
		f.clara.request("POST", "/payments/"+first+"/refund", but(back, body{"bankReference": "bnu-12"})).is(f, 409, refusal.AlreadyBooked)
		got := f.clara.must("POST", "/payments/"+first+"/refund", but(back, body{"amount": 600, "bankReference": "BNU 13", "reason": "None was."}))
		if got.text("status") != "refunded" || got.text("refunds.0.reason") != "Two beds were not used." || got.text("refunds.1.reason") != "None was." {
			f.Errorf("%s", got.body)
		}
	})
}

// TestLargestSums puts the largest amounts there are everywhere, and reads every figure; what is cancelled makes room again.
func TestLargestSums(t *testing.T) {
	treasuries(t, func(f *treasury) {
		most := int(models.MaxMoney)
		first := f.pledge("AU", most, nil)
		f.clara.request("POST", "/contributions", body{"contributor": "JP", "title": "More", "amount": 1, "currency": "USD", "pledgedOn": f.today()}).is(f, 422, refusal.Invalid)
		f.clara.must("POST", "/contributions/"+first+"/cancel", body{"reason": "It was a test."})
		second := f.pledge("JP", most, nil)
		f.receive(second, most, nil).is(f, 200, nil)
		f.receive(first, 1, body{"confirmed": sure}).is(f, 422, refusal.Invalid)
		f.clara.must("POST", "/lines", body{"title": "All", "window": "audit", "budget": most})
		f.clara.request("POST", "/lines", body{"title": "More", "window": "audit", "budget": 1}).is(f, 422, refusal.Invalid)
		for _, path := range []string{"/fund", "/contributions", "/lines", "/contributions/" + second + "/statement"} {
			f.clara.must("GET", path, nil)
		}
		if got := f.clara.must("GET", "/fund", nil); got.minor("received") != most {
			f.Errorf("%s", got.body)
		}
	})
}
