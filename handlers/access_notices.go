package handlers

import "observationfund/models"

// NoticeFilter picks a page of one's own notices.
type NoticeFilter struct {
	Paging
	Unread bool `query:"unread"`
}

// ListNotices answers with what happened that concerns the caller, newest first.
func ListNotices(c Call, in NoticeFilter) (Page[models.Notice], error) {
	q := c.DB.Where("account_id = ?", c.By.ID)
	if in.Unread {
		q = q.Where("read_at IS NULL")
	}
	return page[models.Notice](q, in.Paging, sorting{"": "-createdAt", "createdAt": "created_at"})
}

// MarkNotice marks one notice as read.
func MarkNotice(c Call, in ByID) (Nothing, error) {
	n, err := models.Find[models.Notice](c.DB.Where("account_id = ?", c.By.ID), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.DB.Model(&n).Update("read_at", c.Now).Error
}

// MarkNotices marks every notice of the caller as read.
func MarkNotices(c Call, _ Nothing) (Nothing, error) {
	return Nothing{}, c.DB.Model(&models.Notice{}).Where("account_id = ? AND read_at IS NULL", c.By.ID).Update("read_at", c.Now).Error
}
