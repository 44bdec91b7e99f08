//! Apache Parquet, for data frames: a column of text each, zstd or the like left to those who need it.

use std::io;
use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FloatType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{Format, Options, Out, Placed};
use crate::error::{Error, Result};

/// Names of the columns of text; the confidence follows them.
const TEXTS: [&str; 8] =
    ["id", "document", "source_lang", "target_lang", "source", "target", "status", "note"];
/// Rows that are in memory, and bytes of text, at most.
const ROWS: usize = 8192;
const BYTES: usize = 16 << 20;

pub(super) struct Parquet<'w> {
    writer: SerializedFileWriter<Out<'w>>,
    tags: (String, String),
    texts: [Vec<ByteArray>; TEXTS.len()],
    confidences: Vec<f32>,
    /// 1 where a row has a confidence.
    defined: Vec<i16>,
    bytes: usize,
}

fn refused(fault: ParquetError) -> Error {
    Error::Write(io::Error::other(fault))
}

impl<'w> Parquet<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Result<Self> {
        let text = |name: &str| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_converted_type(ConvertedType::UTF8)
                .with_repetition(Repetition::REQUIRED)
                .build()
                .map(Arc::new)
        };
        let confidence = Type::primitive_type_builder("confidence", Physical::FLOAT)
            .with_repetition(Repetition::OPTIONAL)
            .build()
            .map(Arc::new);
        let fields: std::result::Result<Vec<_>, _> =
            TEXTS.into_iter().map(text).chain([confidence]).collect();
        let schema = fields
            .and_then(|fields| Type::group_type_builder("units").with_fields(fields).build())
            .map_err(refused)?;
        let properties = WriterProperties::builder().set_created_by("visavis".to_owned()).build();
        let writer =
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(refused)?;
        Ok(Self {
            writer,
            tags: options.tags(),
            texts: Default::default(),
            confidences: Vec::new(),
            defined: Vec::new(),
            bytes: 0,
        })
    }

    /// Writes the rows that are in memory.
    fn flush(&mut self) -> std::result::Result<(), ParquetError> {
        if self.defined.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for texts in &mut self.texts {
            if let Some(mut column) = group.next_column()? {
                column.typed::<ByteArrayType>().write_batch(texts, None, None)?;
                column.close()?;
            }
            texts.clear();
        }
        if let Some(mut column) = group.next_column()? {
            column.typed::<FloatType>().write_batch(&self.confidences, Some(&self.defined), None)?;
            column.close()?;
        }
        group.close()?;
        self.confidences.clear();
        self.defined.clear();
        self.bytes = 0;
        Ok(())
    }
}

impl Format for Parquet<'_> {
    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        let id = placed.id();
        let cells = [
            id.as_str(),
            &unit.document,
            &self.tags.0,
            &self.tags.1,
            placed.source,
            &unit.target,
            unit.status.name(),
            &unit.note,
        ];
        for (texts, cell) in self.texts.iter_mut().zip(cells) {
            self.bytes += cell.len();
            texts.push(ByteArray::from(cell));
        }
        self.confidences.extend(unit.confidence.map(|confidence| confidence.value()));
        self.defined.push(i16::from(unit.confidence.is_some()));
        if self.defined.len() >= ROWS || self.bytes >= BYTES {
            self.flush().map_err(refused)?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.flush().map_err(refused)?;
        self.writer.close().map_err(refused)?;
        Ok(())
    }
}
