// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <vector>

namespace ui {

/// A field for several numbers, separated by semicolons or spaces: "1; -0.5; 2e-3". What cannot be
/// read stays and is marked.
class NumbersEdit final : public QLineEdit {
    Q_OBJECT
public:
    explicit NumbersEdit(QWidget* parent = nullptr);

    const std::vector<double>& numbers() const { return m_numbers; } ///< the last that were read
    void setNumbers(const std::vector<double>& numbers); ///< without a signal
    void setCount(int count); ///< how many there must be; -1: any number, none too
    void setDescription(const QString& toolTip); ///< tooltip while the text is valid

    bool isValid() const { return m_reason.isEmpty(); }
    const QString& invalidReason() const { return m_reason; }

signals:
    void numbersChanged(); ///< by the user, once all can be read
    void validityChanged(bool valid);

private:
    void read(const QString& text);
    QString problemOf(const QString& text, std::vector<double>& numbers) const;
    void setReason(const QString& reason);

    std::vector<double> m_numbers;
    int m_count = -1;
    QString m_reason;
    QString m_description;
};

} // namespace ui
