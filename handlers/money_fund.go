package handlers

import "observationfund/models"

// FundInput is what an administrator says about the fund. The currency can change only before there are any amounts.
type FundInput struct {
	Name         string        `json:"name" validate:"required,min=2,max=200,line"`
	ReserveFloor *models.Money `json:"reserveFloor" validate:"required,min=0,max=9000000000000000"`
	Currency     string        `json:"currency,omitempty" validate:"omitempty,len=3"`
	Decimals     *int          `json:"decimals,omitempty" validate:"omitempty,min=0,max=4"` // of the currency, when it is said
	Zone         *string       `json:"zone,omitempty" validate:"omitempty,zone"`
}

var fillFund = filling[models.Fund, FundInput]("currency", "decimals") // the books' own, set with care

// GetFund answers with the fund in numbers, as of now.
func GetFund(c Call, _ Nothing) (models.FundFigures, error) {
	out, err := models.LoadFigures(c.DB, c.Now)
	out.Can = []models.Action{}
	if c.may(models.SetFund) {
		out.Can = append(out.Can, models.SetFund)
	}
	if !out.MailHeldSince.IsZero() && c.may(models.ReleaseMail) {
		out.Can = append(out.Can, models.ReleaseMail)
	}
	return out, err
}

// SetFund changes the fund's settings.
func SetFund(c Call, in FundInput) (models.FundFigures, error) {
	fund, err := models.LoadFund(c.DB)
	if err == nil {
		err = c.seen(fund.Revision)
	}
	if err != nil {
		return models.FundFigures{}, err
	}
	fillFund(&fund, in)
	if in.Currency != "" {
		fund.Currency = in.Currency
	}
	if err := c.Actor.SetFund(&fund, in.Decimals); err != nil {
		return models.FundFigures{}, err
	}
	return GetFund(c, Nothing{})
}
